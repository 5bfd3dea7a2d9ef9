// Speaks to Fermata as any A2A client would, with the protocol's own SDK, and says what came of it.
// node client.mjs BASE BINDING TOKEN PERSONS-TOKEN PUSH(yes|no)
import http from 'node:http'
import { randomUUID } from 'node:crypto'
import { AgentCard, ListTasksRequest, SendMessageRequest, Task, StreamResponse } from '@a2a-js/sdk'
import {
  ClientFactory,
  ClientFactoryOptions,
  DefaultAgentCardResolver,
  JsonRpcTransportFactory,
  RestTransportFactory,
} from '@a2a-js/sdk/client'

const [base, binding, token, person, push] = process.argv.slice(2)
const out = {}

async function client(bearer) {
  const fetchImpl = (url, init) =>
    fetch(url, { ...init, headers: { ...init?.headers, Authorization: `Bearer ${bearer}` } })
  const options = ClientFactoryOptions.createFrom(ClientFactoryOptions.default, {
    transports: [new JsonRpcTransportFactory({ fetchImpl }), new RestTransportFactory({ fetchImpl })],
    preferredTransports: [binding],
    cardResolver: new DefaultAgentCardResolver({ fetchImpl }),
  })
  return new ClientFactory(options).createFromUrl(base)
}

const send = (text, extra = {}, configuration) =>
  SendMessageRequest.fromJSON({
    message: {
      messageId: randomUUID(),
      role: 'ROLE_USER',
      parts: [{ text }],
      metadata: extra.skill ? { skillId: extra.skill } : undefined,
      taskId: extra.task ?? '',
      contextId: extra.context ?? '',
    },
    configuration,
  })

const task = result => Task.toJSON(result)
const kind = event => Object.keys(StreamResponse.toJSON(event))[0]
const state = event => {
  const json = StreamResponse.toJSON(event)
  return json.task?.status.state ?? json.statusUpdate?.status.state
}

async function error(work) {
  try {
    return { result: await work() }
  } catch (e) {
    return { name: e.constructor.name.replace(/^(Rest|JsonRpc)/, ''), message: e.message }
  }
}

async function main() {
  const agent = await client(token)
  const human = await client(person)
  out.transport = agent.transport.protocolName
  out.card = AgentCard.toJSON(await agent.getAgentCard())
  out.echo = task(await agent.sendMessage(send('hello', { skill: 'test/echo' })))

  const events = []
  for await (const event of agent.sendMessageStream(send('streamed', { skill: 'test/echo' }))) {
    events.push({ kind: kind(event), state: state(event) })
  }
  out.streamed = events

  const context = `context-${binding.replace('+', '-')}`
  const asked = await agent.sendMessage(send('wait', { skill: 'test/ask', context }))
  out.asked = task(asked)
  out.programAnswers = await error(() => agent.sendMessage(send('go', { task: asked.id })))
  out.stillAsked = task(await agent.getTask({ id: asked.id, tenant: '' }))

  const followed = []
  const following = (async () => {
    for await (const event of agent.resubscribeTask({ id: asked.id, tenant: '' })) {
      followed.push({ kind: kind(event), state: state(event) })
      if (followed.length === 1) out.answered = task(await human.sendMessage(send('go', { task: asked.id })))
    }
  })()
  await following
  out.followed = followed

  const other = await agent.sendMessage(send('cancel me', { skill: 'test/ask', context }))
  out.cancelled = task(await agent.cancelTask({ id: other.id, tenant: '' }))
  out.cancelledTwice = await error(() => agent.cancelTask({ id: other.id, tenant: '' }))
  out.unknown = await error(() => agent.getTask({ id: 'nobody-1', tenant: '' }))
  out.file = await error(() =>
    agent.sendMessage(
      SendMessageRequest.fromJSON({
        message: {
          messageId: randomUUID(),
          role: 'ROLE_USER',
          parts: [{ raw: 'dGNr', mediaType: 'image/png' }],
          metadata: { skillId: 'test/echo' },
        },
      })
    )
  )
  const listed = await agent.listTasks(ListTasksRequest.fromJSON({ contextId: context, pageSize: 1 }))
  out.listed = { count: listed.tasks.length, total: listed.totalSize, next: listed.nextPageToken !== '' }
  if (push === 'yes') await pushed(agent, human)
}

async function pushed(agent, human) {
  const got = []
  const receiver = http.createServer((request, answer) => {
    let body = ''
    request.on('data', chunk => (body += chunk))
    request.on('end', () => {
      got.push({
        authorization: request.headers.authorization,
        token: request.headers['x-a2a-notification-token'],
        type: request.headers['content-type'],
        event: JSON.parse(body),
      })
      answer.end()
    })
  })
  await new Promise(resolve => receiver.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${receiver.address().port}/told`
  const config = { tenant: '', id: 'mine', url, token: 'our-token' }
  const authentication = { scheme: 'Bearer', credentials: 'our-proof' }
  const waiting = await agent.sendMessage(
    send('push', { skill: 'test/ask' }, { taskPushNotificationConfig: { ...config, authentication } })
  )
  const named = { tenant: '', taskId: waiting.id, id: 'second' }
  out.created = await agent.createTaskPushNotificationConfig({ ...config, ...named, authentication })
  out.got = await agent.getTaskPushNotificationConfig(named)
  const list = await agent.listTaskPushNotificationConfig({ tenant: '', taskId: waiting.id, pageSize: 10, pageToken: '' })
  out.configs = list.configs.map(each => each.id).sort()
  await agent.deleteTaskPushNotificationConfig(named)
  await agent.deleteTaskPushNotificationConfig(named)
  out.deleted = await error(() => agent.getTaskPushNotificationConfig(named))
  await human.sendMessage(send('go', { task: waiting.id }))
  const until = Date.now() + 15000
  const done = () => got.some(each => each.event.statusUpdate?.status.state === 'TASK_STATE_COMPLETED')
  while (!done() && Date.now() < until) await new Promise(resolve => setTimeout(resolve, 50))
  out.told = got
  receiver.close()
}

await main()
process.stdout.write(JSON.stringify(out))
process.exit(0)
