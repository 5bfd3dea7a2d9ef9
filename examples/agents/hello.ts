const readline = require('node:readline')

readline.createInterface({ input: process.stdin }).on('line', line => {
  const { id, input } = JSON.parse(line)
  const reply = input.name
    ? { id, output: { greeting: `Hello, ${input.name}!` } }
    : { id, error: { message: 'name is missing; send a text', retryable: false } }
  process.stdout.write(JSON.stringify(reply) + '\n')
})
