import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { client } from './api/query'
import { askAhead } from './app/ahead'
import { router } from './app/router'
import { startTheme } from './app/theme'
import './styles/tokens.css'
import './styles/base.css'

startTheme()

function draw() {
  const root = document.getElementById('root')
  if (!root) return
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  )
}

// A task of its own: the browser has just read all of the program. Nothing is drawn before the page's own part is there:
// what index.html shows stays until then, and nothing is drawn twice.
setTimeout(() => {
  askAhead(client, location)
  void router.load().then(draw, draw)
})
