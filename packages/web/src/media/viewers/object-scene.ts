import * as three from 'three'
import { OrbitControls } from 'three/addons/controls/OrbitControls.js'
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js'
import { OBJLoader } from 'three/addons/loaders/OBJLoader.js'
import { PLYLoader } from 'three/addons/loaders/PLYLoader.js'
import { STLLoader } from 'three/addons/loaders/STLLoader.js'

interface SceneOptions {
  address: string
  format: string
  boxes: { center: [number, number, number]; size: [number, number, number] }[]
  isDark: boolean
  signal: AbortSignal
}

/** Draws the model into the element until the signal aborts. Rejects when the file or the browser does not allow it. */
export async function showScene(
  element: HTMLElement,
  { address, format, boxes, isDark, signal }: SceneOptions,
): Promise<void> {
  const response = await fetch(address, { signal })
  if (!response.ok) throw new Error(`the hub answered ${response.status}`)
  const model = await readModel(format, await response.arrayBuffer(), isDark)
  if (signal.aborted) return
  const scene = new three.Scene()
  scene.add(model, new three.HemisphereLight(0xffffff, 0x667788, 3))
  for (const box of boxes) scene.add(wireBox(box))
  const renderer = new three.WebGLRenderer({ antialias: true, alpha: true })
  draw(element, renderer, scene, signal)
}

// set-up and tear-down of one scene stand together
// oxlint-disable-next-line max-lines-per-function
function draw(element: HTMLElement, renderer: three.WebGLRenderer, scene: three.Scene, signal: AbortSignal): void {
  const bounds = new three.Box3().setFromObject(scene)
  const center = bounds.getCenter(new three.Vector3())
  const size = bounds.getSize(new three.Vector3()).length() || 1
  const camera = new three.PerspectiveCamera(45, 1, size / 1000, size * 100)
  camera.position.copy(center).add(new three.Vector3(0.7, 0.5, 1).multiplyScalar(size))
  const controls = new OrbitControls(camera, renderer.domElement)
  controls.target.copy(center)
  const render = () => renderer.render(scene, camera)
  controls.addEventListener('change', render)
  const fit = () => {
    const { clientWidth, clientHeight } = element
    if (clientWidth === 0) return
    renderer.setPixelRatio(devicePixelRatio)
    renderer.setSize(clientWidth, clientHeight)
    camera.aspect = clientWidth / clientHeight
    camera.updateProjectionMatrix()
    render()
  }
  element.append(renderer.domElement)
  const observer = new ResizeObserver(fit)
  observer.observe(element)
  controls.update()
  fit()
  signal.addEventListener('abort', () => {
    observer.disconnect()
    controls.dispose()
    renderer.dispose()
    renderer.domElement.remove()
  })
}

async function readModel(format: string, bytes: ArrayBuffer, isDark: boolean): Promise<three.Object3D> {
  if (format === 'glb') return (await new GLTFLoader().parseAsync(bytes, '')).scene
  if (format === 'obj') return new OBJLoader().parse(new TextDecoder().decode(bytes))
  if (format === 'stl') return meshOf(new STLLoader().parse(bytes))
  if (format !== 'ply') throw new Error(`unknown format ${format}`)
  const geometry = new PLYLoader().parse(bytes)
  return geometry.index ? meshOf(geometry) : pointsOf(geometry, isDark)
}

function meshOf(geometry: three.BufferGeometry): three.Mesh {
  geometry.computeVertexNormals()
  return new three.Mesh(geometry, new three.MeshStandardMaterial({ color: 0x8899cc, side: three.DoubleSide }))
}

function pointsOf(geometry: three.BufferGeometry, isDark: boolean): three.Points {
  const hasColors = geometry.hasAttribute('color')
  const color = hasColors ? 0xffffff : isDark ? 0x9db0ff : 0x3548c8
  return new three.Points(
    geometry,
    new three.PointsMaterial({ size: 3, sizeAttenuation: false, vertexColors: hasColors, color }),
  )
}

function wireBox({ center, size }: SceneOptions['boxes'][number]): three.Object3D {
  const edges = new three.EdgesGeometry(new three.BoxGeometry(...size))
  const lines = new three.LineSegments(edges, new three.LineBasicMaterial({ color: 0xd9772b }))
  lines.position.set(...center)
  return lines
}
