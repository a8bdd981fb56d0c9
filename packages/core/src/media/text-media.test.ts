import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MemoryBlobStore } from '../blob/memory-blob-store.ts'
import type { Media } from './media.ts'
import { Html, type HtmlOptions } from './html.ts'
import { Molecule, type MoleculeOptions } from './molecule.ts'
import { Text, type TextOptions } from './text.ts'

const blobs = new MemoryBlobStore()
const encode = (media: Media) => media.encode({ blobs, maxBytes: 10_000 })
const words = (media: Media) => encode(media).map(item => new TextDecoder().decode(blobs.get(item.blob.sha256)))

describe('Text', () => {
  test('keeps a string, whatever is in it', () => {
    const text = 'héllo\n\0 🙂 image.png'
    expect(words(new Text(text))).toEqual([text])
    expect(encode(new Text(text, { caption: 'c' }))).toEqual([
      {
        blob: expect.objectContaining({ mime: 'text/plain' }),
        caption: 'c',
        details: { format: 'plain', characters: text.length, lines: 2 },
      },
    ])
  })

  test('an empty string is a text', () => {
    expect(words(new Text(''))).toEqual([''])
  })

  test('a list is several items, markdown a format', () => {
    expect(words(new Text(['a', 'b']))).toEqual(['a', 'b'])
    expect(encode(new Text('# a', { format: 'markdown' }))).toMatchObject([
      { blob: { mime: 'text/markdown' }, details: { format: 'markdown' } },
    ])
  })

  test.each([
    [5, {}, 'text'],
    [null, {}, 'text'],
    [undefined, {}, 'text'],
    [[], {}, 'text'],
    [['a', 5], {}, 'text[1]'],
    ['a', { format: 'html' }, 'text.format'],
    ['a', { size: 1 }, 'text.size'],
  ])('%p with %p is refused, naming %s', (data, options, field) => {
    expect(() => new Text(data, options as TextOptions)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', field }),
    )
  })

  test('a text over the limit is refused, counted in bytes', () => {
    expect(() => encode(new Text('é'.repeat(5001)))).toThrow(
      expect.objectContaining({ code: 'SIZE_LIMIT', message: expect.stringContaining('10002 bytes') }),
    )
  })
})

describe('Html', () => {
  test.each(['<h1>a</h1>', 'only words', '', 'see <a href="b.html">b.html'])('%j is the page itself', html => {
    expect(words(new Html(html))).toEqual([html])
  })

  test('a path that ends in .html is read', () => {
    const folder = fs.mkdtempSync(join(tmpdir(), 'seetrain-test-'))
    fs.writeFileSync(join(folder, 'a.html'), '<p>')
    expect(words(new Html(join(folder, 'a.html')))).toEqual(['<p>'])
    expect(encode(new Html(Buffer.from('<p>'), { caption: 'c' }))).toMatchObject([
      { blob: { mime: 'text/html', size: 3 }, caption: 'c' },
    ])
    expect(() => encode(new Html(join(folder, 'none.html')))).toThrow(/none\.html.*no such file/)
    fs.rmSync(folder, { recursive: true })
  })

  test.each([
    [5, {}, 'html'],
    [null, {}, 'html'],
    [['<p>'], {}, 'html'],
    ['<p>', { title: 'x' }, 'html.title'],
  ])('%p with %p is refused, naming %s', (data, options, field) => {
    expect(() => new Html(data, options as HtmlOptions)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', field }),
    )
  })
})

describe('Molecule', () => {
  const mol = '\n  name\n\n  1  0  0  0  0  0            999 V2000\n    0.0000    0.0000    0.0000 C   0  0\nM  END\n'

  test.each([
    ['smiles', 'CC(=O)Oc1ccccc1C(=O)O', 'chemical/x-daylight-smiles'],
    ['smiles', '[Na+].[Cl-]', 'chemical/x-daylight-smiles'],
    ['pdb', 'HEADER    PLANT PROTEIN\nATOM      1  N   THR A   1      17.047  14.099   3.625\n', 'chemical/x-pdb'],
    ['mol', mol, 'chemical/x-mdl-molfile'],
    ['sdf', `${mol}$$$$\n`, 'chemical/x-mdl-sdfile'],
    ['xyz', '2\nhydrogen\nH 0.0 0.0 0.0\nH 0.0 0.0 0.74\n', 'chemical/x-xyz'],
  ])('%s is told from the text', (format, text, mime) => {
    expect(encode(new Molecule(text))).toEqual([{ blob: expect.objectContaining({ mime }), details: { format } }])
    expect(words(new Molecule(Buffer.from(text)))).toEqual([text])
  })

  test('a given format goes before what the text looks like', () => {
    expect(encode(new Molecule('CCO', { format: 'pdb', caption: 'c' }))).toMatchObject([
      { caption: 'c', details: { format: 'pdb' } },
    ])
  })

  test('a path is told by its ending', () => {
    const folder = fs.mkdtempSync(join(tmpdir(), 'seetrain-test-'))
    fs.writeFileSync(join(folder, 'a.PDB'), 'anything')
    expect(encode(new Molecule(join(folder, 'a.PDB')))).toMatchObject([{ details: { format: 'pdb' } }])
    expect(() => encode(new Molecule(join(folder, 'b.sdf')))).toThrow(/b\.sdf.*no such file/)
    fs.rmSync(folder, { recursive: true })
  })

  test.each([
    ['what is this?', {}, 'molecule'],
    ['', {}, 'molecule'],
    [' ', {}, 'molecule'],
    [5, {}, 'molecule'],
    [null, {}, 'molecule'],
    ['CCO', { format: 'cif' }, 'molecule.format'],
    ['CCO', { name: 'ethanol' }, 'molecule.name'],
  ])('%p with %p is refused, naming %s', (data, options, field) => {
    expect(() => new Molecule(data, options as MoleculeOptions)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', field }),
    )
  })
})
