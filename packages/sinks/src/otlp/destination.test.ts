import { destinationOf, signalsOf } from './destination.ts'
import { otlpOptions } from './otlp-options.ts'

const endpoint = 'http://127.0.0.1:4318'

describe('where it sends', () => {
  it('is told by the options, else by the variables of OpenTelemetry', () => {
    const environment = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://traces:4318/in',
      OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Basic%20abc, x-a=1=2',
      OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'x-a=3',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'none',
    }
    expect(destinationOf('traces', {}, environment)).toEqual({
      url: 'http://traces:4318/in',
      headers: { authorization: 'Basic abc', 'x-a': '1=2' },
      encoding: 'json',
      gzip: false,
    })
    const options = {
      endpoint: 'http://other',
      headers: { 'X-A': '9' },
      protocol: 'protobuf',
      compression: 'gzip',
    } as const
    expect(destinationOf('metrics', options, environment)).toEqual({
      url: 'http://other/v1/metrics',
      headers: { 'x-a': '9' },
      encoding: 'protobuf',
      gzip: true,
    })
  })

  it('waits, shows and trusts as the variables say, those of the signal first', () => {
    const environment = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector:4318',
      OTEL_EXPORTER_OTLP_TIMEOUT: '5000',
      OTEL_EXPORTER_OTLP_LOGS_TIMEOUT: '250',
      OTEL_EXPORTER_OTLP_CERTIFICATE: '/etc/ca.pem',
      OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE: '/etc/traces.pem',
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: '/etc/me.pem',
      OTEL_EXPORTER_OTLP_CLIENT_KEY: '/etc/me.key',
    }
    const me = { clientCertificate: '/etc/me.pem', clientKey: '/etc/me.key' }
    expect(destinationOf('traces', {}, environment)).toMatchObject({
      timeoutMs: 5000,
      certificates: { certificate: '/etc/traces.pem', ...me },
    })
    expect(destinationOf('logs', { certificate: 'mine.pem' }, environment)).toMatchObject({
      timeoutMs: 250,
      certificates: { certificate: 'mine.pem', ...me },
    })
    expect(destinationOf('logs', { timeoutMs: 1 }, environment).timeoutMs).toBe(1)
  })

  it('is what has an address and is not switched off', () => {
    const all = ['traces', 'metrics', 'logs']
    expect(signalsOf({ endpoint }, {})).toEqual(all)
    expect(signalsOf({}, { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint })).toEqual(all)
    expect(signalsOf({}, { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint })).toEqual(['traces'])
    expect(signalsOf({ endpoint }, { OTEL_METRICS_EXPORTER: 'none' })).toEqual(['traces', 'logs'])
    expect(signalsOf({ endpoint, signals: ['metrics'] }, { OTEL_METRICS_EXPORTER: 'none' })).toEqual(['metrics'])
    // the first delivery then says that there is no address
    expect(signalsOf({}, {})).toEqual(all)
  })

  it.each([
    ['OTEL_EXPORTER_OTLP_COMPRESSION', 'zstd', 'Use gzip or none.'],
    ['OTEL_EXPORTER_OTLP_TRACES_TIMEOUT', '10s', 'Give a number of milliseconds'],
    ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'grpc', 'Use http/protobuf or http/json'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://c:4318/v1/traces', 'Leave out /v1/traces'],
    ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'c:4318', 'such as http://127.0.0.1:4318'],
  ])('names %s when it says what can not be done', (name, value, remedy) => {
    const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', [name]: value }
    expect(() => destinationOf('traces', {}, environment)).toThrow(remedy)
    expect(() => destinationOf('traces', {}, environment)).toThrow(name.endsWith('ENDPOINT') ? value : name)
  })

  it('has to be said, and in a way that is spoken here', () => {
    expect(() => destinationOf('traces', {}, {})).toThrow(/OTEL_EXPORTER_OTLP_ENDPOINT/)
    const grpc = { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }
    expect(() => destinationOf('traces', { endpoint }, grpc)).toThrow(/http\/protobuf or http\/json/)
    expect(() => otlpOptions({ endpoint: 'collector:4318' })).toThrow(/option "endpoint".*http:\/\/127/)
    expect(() => otlpOptions({ endpont: endpoint })).toThrow(/no such option. It has: endpoint/)
  })
})
