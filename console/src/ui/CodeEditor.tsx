import { autocompletion, completionKeymap } from '@codemirror/autocomplete'
import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { HighlightStyle, bracketMatching, foldGutter, foldKeymap, indentOnInput, syntaxHighlighting } from '@codemirror/language'
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint'
import type { Diagnostic } from '@codemirror/lint'
import { Compartment, EditorState, Prec } from '@codemirror/state'
import { EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { useEffect, useRef } from 'react'
import type { Complaint } from '../api/house'
import './CodeEditor.css'

export interface Offer {
  label: string
  detail?: string
  apply?: string
}

export interface Offered {
  /** How many letters before the cursor are replaced. */
  before: number
  offers: Offer[]
}

/** What could stand where the cursor is. */
export type Complete = (source: string, cursor: number) => Offered | undefined

const look = EditorView.theme({
  '&': { height: '100%', color: 'var(--ink)', backgroundColor: 'var(--pane)', fontSize: '13px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '20px' },
  '.cm-content': { caretColor: 'var(--ink)', padding: '8px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-gutters': { color: 'var(--faint)', backgroundColor: 'var(--ground)', border: 'none' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--hover) 60%, transparent)' },
  '.cm-activeLineGutter': { color: 'var(--ink)', backgroundColor: 'var(--hover)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--act-soft)' },
  '.cm-tooltip': { color: 'var(--ink)', backgroundColor: 'var(--pane)', border: '1px solid var(--line)', borderRadius: '6px', boxShadow: 'var(--shadow)' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { color: 'var(--ink)', backgroundColor: 'var(--chosen)' },
  '.cm-completionDetail': { color: 'var(--faint)', fontStyle: 'normal', fontFamily: 'var(--sans)' },
  '.cm-diagnostic': { fontFamily: 'var(--sans)', padding: '6px 10px' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--fail)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--n8)' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--fail)' },
  '.cm-lintRange-warning': { backgroundImage: 'none', textDecoration: 'underline wavy var(--n8)' },
  // Drawn here and not by pictures in the style, which the page's rules refuse.
  '.cm-lint-marker': { width: '8px', height: '8px', margin: '6px 3px', borderRadius: '50%' },
  '.cm-lint-marker-error': { content: '""', backgroundColor: 'var(--fail)' },
  '.cm-lint-marker-warning': { content: '""', backgroundColor: 'var(--n8)' },
  '.cm-foldPlaceholder': { color: 'var(--soft)', backgroundColor: 'var(--sunk)', border: 'none' },
})

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--act)' },
  { tag: [tags.string, tags.content], color: 'var(--ink)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--doubt)' },
  { tag: tags.comment, color: 'var(--faint)', fontStyle: 'italic' },
  { tag: [tags.separator, tags.squareBracket, tags.brace, tags.punctuation], color: 'var(--soft)' },
])

/** Text that takes the place of other text. Left to the browser, it would get the other's look by a style of its own, which the page's rules refuse. */
const instead = Prec.high(EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { state } = view
    if (event.inputType !== 'insertText' || event.data === null || view.composing || state.readOnly || state.selection.ranges.every((range) => range.empty)) return false
    event.preventDefault()
    view.dispatch(state.replaceSelection(event.data), { userEvent: 'input.type', scrollIntoView: true })
    return true
  },
}))

/** A text of YAML or JSON with the server's complaints in it. It lives in a shadow root, where its styles need nothing inline. */
export function CodeEditor({ label, source, complaints, complete, goTo, readOnly = false, indents = true, begins = false, onChange }: {
  /** What it is called by those who cannot see it. */
  label: string
  /** What it begins with; a change of it begins anew. */
  source: string
  complaints: readonly Complaint[]
  complete?: Complete
  /** A line to be shown; the turn tells one wish from the next. */
  goTo?: { line: number; turn: number }
  readOnly?: boolean
  /** Whether Tab indents; where Escape closes what it stands in, Tab has to lead out of it. */
  indents?: boolean
  /** Whether the cursor is in it from the beginning. */
  begins?: boolean
  onChange: (source: string) => void
}) {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  const said = useRef(onChange)
  const completes = useRef(complete)
  said.current = onChange
  completes.current = complete

  useEffect(() => {
    if (!host.current) return
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' })
    const offer = (context: CompletionContext): CompletionResult | null => {
      const found = completes.current?.(context.state.doc.toString(), context.pos)
      return found && (found.before > 0 || context.explicit) ? { from: context.pos - found.before, options: found.offers, validFor: /^[\w./-]*$/ } : null
    }
    const editable = new Compartment()
    const editor = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: source,
        extensions: [
          lineNumbers(), foldGutter(), lintGutter(), history(), drawSelection(), indentOnInput(), bracketMatching(), highlightActiveLine(), highlightActiveLineGutter(),
          yaml(), syntaxHighlighting(colours), look, instead,
          autocompletion({ override: [offer], icons: false }),
          keymap.of([...defaultKeymap, ...historyKeymap, ...foldKeymap, ...completionKeymap, ...lintKeymap, ...(indents ? [indentWithTab] : [])]),
          EditorState.tabSize.of(2),
          EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
          editable.of([EditorState.readOnly.of(readOnly), EditorView.editable.of(!readOnly)]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) said.current(update.state.doc.toString())
          }),
        ],
      }),
    })
    view.current = editor
    if (begins) editor.focus()
    return () => {
      editor.destroy()
      view.current = undefined
    }
  }, [label, source, readOnly, indents, begins])

  useEffect(() => {
    const editor = view.current
    if (!editor) return
    const diagnostics = complaints.map((complaint): Diagnostic => {
      const line = editor.state.doc.line(Math.max(1, Math.min(editor.state.doc.lines, complaint.line)))
      const from = Math.min(line.to, line.from + Math.max(0, complaint.column - 1))
      const word = /^[^\s,}\]]+/.exec(editor.state.sliceDoc(from, line.to))?.[0].length ?? 0
      return { from, to: from + word, severity: complaint.level === 'warning' ? 'warning' : 'error', message: complaint.message }
    })
    editor.dispatch(setDiagnostics(editor.state, diagnostics))
  }, [complaints, label, source, readOnly, indents, begins])

  useEffect(() => {
    const editor = view.current
    if (!editor || !goTo || goTo.line < 1 || goTo.line > editor.state.doc.lines) return
    const line = editor.state.doc.line(goTo.line)
    editor.dispatch({ selection: { anchor: line.from }, effects: EditorView.scrollIntoView(line.from, { y: 'center' }) })
    editor.focus()
  }, [goTo])

  return <div ref={host} className="CodeEditor" data-own-keys />
}
