import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Where `npm run dev` finds a server, such as one begun by `./fermata demo`. */
const server = process.env.FERMATA_URL ?? 'http://127.0.0.1:7070'

/** The server answers only what is asked for by its own name. */
const proxy = {
  target: server,
  changeOrigin: true,
  headers: { Origin: server },
}

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 900,
    // What every page uses comes at once: a browser asks for few files at a time.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'base', test: /src[\\/](ui|app|api)[\\/](?!Palette|.*test)|lucide-react/ }] } } },
  },
  server: {
    proxy: { '/api': proxy, '/sign-in': proxy, '/sign-out': proxy, '/page.css': proxy, '/favicon.svg': proxy },
  },
})
