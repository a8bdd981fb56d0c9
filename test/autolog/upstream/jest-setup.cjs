// Runs in jest's sandbox before each file of an SDK's own tests. The file is loaded first: what it mocks, the SDK must get.
const { UPSTREAM_AUTOLOG, UPSTREAM_ENTRY, UPSTREAM_NOTES } = process.env
const { listen } = require(UPSTREAM_AUTOLOG)

let stop
beforeAll(() => {
  stop = listen(require(UPSTREAM_ENTRY), UPSTREAM_NOTES)
})
afterAll(() => stop())
