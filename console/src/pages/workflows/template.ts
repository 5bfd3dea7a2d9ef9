/** What a new workflow begins as: it can be drawn at once, and says what to put where. */
export const template = (team: string) => `document:
  dsl: '1.0.3'
  namespace: default
  name: my-workflow
  version: '1.0.0'
  title: My workflow
  metadata:
    owner: ${team}   # the team or person who answers for it
    subject: '\${ .id }'
do:
  - ask:
      call: human
      with:
        team: ${team}   # who decides
        question: '\${ "Go on with " + .id + "?" }'
        show: '\${ . }'
        answers: { go: It goes on., stop: It ends here. }
        due: PT4H
        otherwise: raise
`
