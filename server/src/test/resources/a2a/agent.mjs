// An agent made with the protocol's own SDK; what it does is the first word that it is told.
// node agent.mjs STREAMING(yes|no) BINDING; prints its port, and the key that signs its card, as JSON.
import express from 'express'
import { exportJWK, generateKeyPair } from 'jose'
import {
  AgentCard,
  Message,
  Task,
  TaskArtifactUpdateEvent,
  TaskStatusUpdateEvent,
  generateAgentCardSignature,
} from '@a2a-js/sdk'
import { AgentEvent, DefaultRequestHandler, InMemoryTaskStore } from '@a2a-js/sdk/server'
import { agentCardHandler, jsonRpcHandler, restHandler, UserBuilder } from '@a2a-js/sdk/server/express'

const [streaming, binding] = process.argv.slice(2)
const seen = []
const cancelled = []
const sleep = ms => new Promise(resolve => setTimeout(resolve, ms))

const executor = {
  async execute(context, bus) {
    const message = Message.toJSON(context.userMessage)
    seen.push(message)
    const part = message.parts[0]
    const input = part.data ?? JSON.parse(part.text)
    const ids = { taskId: context.taskId, contextId: context.contextId }
    const says = text => ({ messageId: 'm-' + Math.random(), role: 'ROLE_AGENT', parts: [{ text }], ...ids })
    const status = (state, text) =>
      bus.publish(
        AgentEvent.statusUpdate(
          TaskStatusUpdateEvent.fromJSON({ ...ids, status: { state: `TASK_STATE_${state}`, message: text && says(text) } })
        )
      )
    const artifact = (parts, append = false, artifactId = 'a') =>
      bus.publish(
        AgentEvent.artifactUpdate(
          TaskArtifactUpdateEvent.fromJSON({ ...ids, artifact: { artifactId, parts }, append, lastChunk: true })
        )
      )
    if (input.do === 'message') {
      bus.publish(AgentEvent.message(Message.fromJSON({ ...says('just this'), taskId: '' })))
      return bus.finished()
    }
    bus.publish(
      AgentEvent.task(
        Task.fromJSON({ id: ids.taskId, contextId: ids.contextId, status: { state: 'TASK_STATE_SUBMITTED' }, history: [message] })
      )
    )
    status('WORKING')
    switch (input.do) {
      case 'echo':
        artifact([{ data: { said: input.text, work: message.metadata.work } }])
        status('COMPLETED')
        break
      case 'text':
        artifact([{ text: 'one ' }])
        artifact([{ text: 'two' }], true)
        status('COMPLETED')
        break
      case 'both':
        artifact([{ text: 'see' }, { data: { a: 1 } }, { url: 'http://169.254.169.254/x', mediaType: 'text/plain' }])
        status('COMPLETED')
        break
      case 'long':
        artifact([{ text: 'x'.repeat(200000) }])
        status('COMPLETED')
        break
      case 'later':
        await sleep(700)
        artifact([{ data: { late: true } }])
        status('COMPLETED')
        break
      case 'slow':
        for (let i = 0; i < 300 && !cancelled.includes(ids.taskId); i++) await sleep(100)
        status('CANCELED')
        break
      case 'ask':
        status('INPUT_REQUIRED', 'Which account?')
        break
      case 'signin':
        status('AUTH_REQUIRED', 'Sign in at the bank')
        break
      case 'reject':
        status('REJECTED', 'not my work')
        break
      default:
        status('FAILED', 'cannot do ' + input.do)
    }
    bus.finished()
  },
  async cancelTask(taskId, bus) {
    cancelled.push(taskId)
  },
}

const { publicKey, privateKey } = await generateKeyPair('ES256')
const app = express()
const listening = app.listen(0, '127.0.0.1', async () => {
  const base = `http://127.0.0.1:${listening.address().port}`
  const plain = AgentCard.fromJSON({
    name: 'Peer',
    description: 'Made to be spoken to',
    version: '1.0.0',
    supportedInterfaces: [
      { url: `${base}/${binding === 'JSONRPC' ? 'rpc' : 'rest'}`, protocolBinding: binding, protocolVersion: '1.0' },
    ],
    capabilities: { streaming: streaming === 'yes', pushNotifications: false, extensions: [] },
    defaultInputModes: streaming === 'yes' ? ['application/json', 'text/plain'] : ['text/plain'],
    defaultOutputModes: ['text/plain', 'application/json'],
    skills: [{ id: 'peer', name: 'Peer', description: 'Peers', tags: ['test'] }],
  })
  const card = await generateAgentCardSignature(privateKey, { alg: 'ES256', kid: 'k1', typ: 'JOSE' })(plain)
  const requestHandler = new DefaultRequestHandler(card, new InMemoryTaskStore(), executor)
  app.use('/.well-known/agent-card.json', agentCardHandler({ agentCardProvider: requestHandler }))
  app.use('/rpc', jsonRpcHandler({ requestHandler, userBuilder: UserBuilder.noAuthentication }))
  app.use('/rest', restHandler({ requestHandler, userBuilder: UserBuilder.noAuthentication }))
  app.get('/seen', (request, answer) => answer.json({ seen, cancelled }))
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', use: 'sig', alg: 'ES256' }
  console.log(JSON.stringify({ base, keys: { keys: [jwk] } }))
})
process.stdin.on('end', () => process.exit(0)).resume()
