import type { Browser, Page } from 'playwright-core'

/** A picture of the page without what changes by itself: times, and the chip that says how the line is. */
export function picture(page: Page): Promise<Buffer> {
  const passing = [page.locator('time'), page.getByRole('banner'), page.locator('[data-live]')]
  return page.screenshot({ animations: 'disabled', caret: 'hide', mask: passing, maskColor: '#888888' })
}

/** The share of pixels that differ; pictures of different size differ in all. Compared by a blank page's canvas. */
export async function difference(browser: Browser, a: Buffer, b: Buffer): Promise<number> {
  if (a.equals(b)) return 0
  const page = await browser.newPage()
  try {
    return await page.evaluate(async (sources) => {
      const [one, two] = await Promise.all(sources.map(async (source) => {
        const image = new Image()
        image.src = `data:image/png;base64,${source}`
        await image.decode()
        const canvas = new OffscreenCanvas(image.width, image.height)
        const context = canvas.getContext('2d')
        context?.drawImage(image, 0, 0)
        return context?.getImageData(0, 0, image.width, image.height)
      }))
      if (!one || !two || one.width !== two.width || one.height !== two.height) return 1
      let differ = 0
      for (let i = 0; i < one.data.length; i += 4) {
        const far = [0, 1, 2].some((part) => Math.abs((one.data[i + part] ?? 0) - (two.data[i + part] ?? 0)) > 8)
        if (far) differ++
      }
      return differ / (one.width * one.height)
    }, [a.toString('base64'), b.toString('base64')])
  } finally {
    await page.close()
  }
}
