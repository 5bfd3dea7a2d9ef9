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
    // What every page uses comes at once, and so does what the Inbox uses: each further file costs a slow machine a while.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'base', test: /src[\\/](ui|app|api)[\\/](?!Palette|CodeEditor|.*test)|src[\\/]pages[\\/]task[\\/](SchemaForm|form|query)\.|src[\\/]pages[\\/]inbox[\\/]views|lucide-react|query-core|react-query/ },
            { name: 'desk', test: /src[\\/]pages[\\/](inbox|task)[\\/]/ },
          ],
        },
      },
    },
  },
  server: {
    proxy: { '/api': proxy, '/sign-in': proxy, '/sign-out': proxy, '/page.css': proxy, '/favicon.svg': proxy },
  },
})
