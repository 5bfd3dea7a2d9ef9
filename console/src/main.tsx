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
askAhead(client, location)
// The page's own part is on its way before the first is drawn, so that nothing is drawn twice; what is drawn for long is
// drawn in pieces, between which the browser answers.
void router.load().finally(() => {
  const root = document.getElementById('root')
  if (!root) return
  startTransition(() => createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  ))
})
