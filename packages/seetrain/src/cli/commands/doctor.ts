import { join, resolve } from 'node:path'
import { listIntegrations, listSinks, VERSION } from '../../index.ts'
import { ProgressLine } from '../../terminal/progress-line.ts'
import { findFrameworks, type FoundFramework } from '../doctor/check-frameworks.ts'
import { checkJournals, type JournalCheck } from '../doctor/check-journals.ts'
import { checkFolder, checkNode, checkSpace } from '../doctor/check-place.ts'
import type { Finding } from '../doctor/finding.ts'
import { journalFindings } from '../doctor/journal-findings.ts'
import { printReport } from '../doctor/print-report.ts'
import { errorLine } from '../output/error-line.ts'
import { countText } from '../output/quantities.ts'
import { printJson } from '../output/screen.ts'
import { homeIn, openHome, type PlaceOptions } from '../runs/open-home.ts'
import { readSettings, type SettingRow } from './settings.ts'

export interface DoctorOptions extends PlaceOptions {
  json?: boolean
}

export interface DoctorReport {
  version: string
  node: string
  home: string
  findings: Finding[]
  settings: SettingRow[]
  journals: JournalCheck
  sinks: string[]
  integrations: string[]
  frameworks: FoundFramework[]
}

/** `seetrain doctor`: looks at everything, whatever else is broken. Exit code 1 when there is a problem. */
export function doctor(options: DoctorOptions): void {
  const report = examine(options)
  const isWell = report.findings.every(({ level }) => level !== 'problem')
  if (options.json) printJson({ ok: isWell, ...report })
  else printReport(report)
  if (!isWell) process.exitCode = 1
}

function examine({ dir }: DoctorOptions): DoctorReport {
  const { home, settings, finding } = examineSettings(dir)
  const journals = examineJournals(home)
  const frameworks = findFrameworks()
  return {
    version: VERSION,
    node: process.versions.node,
    home,
    findings: [
      { about: 'seetrain', level: 'ok', text: VERSION },
      checkNode(process.versions.node),
      finding,
      checkFolder(home),
      checkSpace(home),
      ...journalFindings(journals),
      { about: 'sinks', level: 'ok', text: listSinks().join(', ') },
      { about: 'integrations', level: 'ok', text: listIntegrations().join(', ') },
      {
        about: 'frameworks',
        level: 'ok',
        text: frameworks.map(frameworkText).join(', ') || 'none of them is installed here',
      },
    ],
    settings,
    journals,
    sinks: listSinks(),
    integrations: listIntegrations(),
    frameworks,
  }
}

function examineSettings(dir: string | undefined): { home: string; settings: SettingRow[]; finding: Finding } {
  try {
    const settings = readSettings(dir)
    const own = settings.filter(({ source }) => source !== 'default').length
    const text = own === 0 ? 'all as by default' : `${countText(own, 'setting')} other than by default`
    return {
      home: openHome(dir === undefined ? {} : { dir }).home,
      settings,
      finding: { about: 'settings', level: 'ok', text },
    }
  } catch (error) {
    // the rest is looked at where the runs most likely are
    const home = homeIn(resolve(dir ?? process.env['SEETRAIN_DIR'] ?? '.'))
    return { home, settings: [], finding: { about: 'settings', level: 'problem', text: errorLine(error) } }
  }
}

function examineJournals(home: string): JournalCheck {
  const progress = new ProgressLine()
  try {
    return checkJournals(home, (done, of) => progress.show(`reading journals  ${done} of ${of}  ${join(home, 'runs')}`))
  } catch (error) {
    return { runs: 0, states: {}, unreadable: [], damaged: [], staleLocks: [], error: errorLine(error) }
  } finally {
    progress.clear()
  }
}

function frameworkText({ package: name, version, language }: FoundFramework): string {
  return `${name} ${version}${language === 'Python' ? ' (Python)' : ''}`
}
