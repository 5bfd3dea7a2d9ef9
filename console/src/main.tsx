import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode, startTransition } from 'react'
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
  // Not urgent, so React makes it in small pieces, and a slow machine answers to its reader between them.
  startTransition(() => createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  ))
}

/** The most that the first picture waits for who looks at what. */
const AHEAD_MS = 400

// A task of its own: the browser has just read all of the program. Nothing is drawn before the page's own part and the
// one who looks are known, and the Inbox's list: what index.html shows stays until then, and nothing is drawn twice.
setTimeout(() => {
  const ahead = Promise.race([askAhead(client, location), new Promise((resolve) => setTimeout(resolve, AHEAD_MS))])
  void Promise.allSettled([router.load(), ahead]).then(draw)
})
