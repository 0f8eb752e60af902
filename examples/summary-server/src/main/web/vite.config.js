import { defineConfig } from "vite";

// The jar holds these files under fixed names: the server sends them with an entity tag, so names need no hash.
export default defineConfig({
  base: "/",
  build: {
    outDir: process.env.OUT_DIR ?? "dist",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rollupOptions: {
      output: { entryFileNames: "dashboard.js", assetFileNames: "dashboard[extname]" },
    },
  },
  // For `npm run dev`: the API comes from a server that runs already.
  server: { proxy: Object.fromEntries(["/api", "/openapi.yaml"].map((path) => [path, process.env.TALLY_SERVER ?? "http://127.0.0.1:5000"])) },
});
