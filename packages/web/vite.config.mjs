import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Where `npm run dev -w @seetrain/web` finds a hub: start one with `seetrain ui --port 4600 --no-open`. */
const hub = process.env.SEETRAIN_URL ?? 'http://127.0.0.1:4600'

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2023',
    // the heavy viewers are chunks of their own, loaded when first shown
    chunkSizeWarningLimit: 6000,
  },
  server: { proxy: { '/api': { target: hub, changeOrigin: true } } },
})
