import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import 'seetrain'
import { HubUnderTest } from '../hub/hub-under-test.ts'
import { describeWhen } from '../skip.ts'
import { PYTHON, runPython } from './python-program.ts'

jest.setTimeout(180_000)

const { stdout, error } = spawnSync(PYTHON, ['-c', 'import sys; print(sys.version_info >= (3, 9))'])
const isThere = error === undefined && stdout.toString().trim() === 'True'

describeWhen(isThere, 'there is no python3 of 3.9 or newer')('the Python package', () => {
  it('passes its own tests against a hub', async () => {
    await using under = await HubUnderTest.start()
    const tests = join(__dirname, '../../python/tests')
    const outcome = await runPython(PYTHON, ['-m', 'unittest', 'discover', tests], under.folder, {
      SEETRAIN_TEST_HUB: under.url,
    })
    expect(outcome).toMatchObject({ code: 0, stderr: expect.stringMatching(/Ran \d+ tests[^]*OK\s*$/) })
    expect(under.errors).toEqual([])
  })
})
