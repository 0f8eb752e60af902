// The configuration of VitePress; bin/site copies it beside the documents. A link that leads nowhere ends the build.
const section = (text, pairs) => ({ text, items: pairs.map(([name, link]) => ({ text: name, link })) });

export default {
  title: 'Tally',
  description: 'Counts keyboard and mouse input and never records which key was pressed',
  base: process.env.SITE_BASE ?? '/',
  outDir: process.env.SITE_OUT,
  cacheDir: process.env.SITE_CACHE,
  ignoreDeadLinks: [/^\/api\//, /\.json$/, /^https?:\/\/localhost/],
  vue: { template: { compilerOptions: {} } },
  markdown: { html: false },
  themeConfig: {
    search: { provider: 'local' },
    nav: [
      { text: 'Guides', link: '/docs/guides/' },
      { text: 'API', link: '/api/index.html', target: '_self' },
      { text: 'Changes', link: '/CHANGELOG' },
    ],
    sidebar: [
      section('Use it', [
        ['What Tally is', '/'],
        ['Embed the monitor', '/docs/guides/embed-the-monitor'],
        ['Choose a backend', '/docs/guides/choose-a-backend'],
        ['Metrics', '/docs/guides/metrics'],
        ['ActivityWatch', '/docs/activitywatch'],
        ['Live viewers', '/docs/live'],
        ['Recordings', '/docs/recordings'],
        ['From JNativeHook', '/docs/guides/migrate-from-jnativehook'],
      ]),
      section('Extend it', [
        ['Write a backend', '/docs/guides/write-a-backend'],
        ['Write a sink', '/docs/guides/write-a-sink'],
        ['Write MCAP files', '/docs/guides/write-mcap-files'],
        ['Serve a Foxglove viewer', '/docs/guides/serve-a-foxglove-viewer'],
      ]),
      section('What it promises', [
        ['Privacy', '/docs/privacy'],
        ['Threat model', '/docs/threat-model'],
        ['Delivery', '/docs/delivery'],
        ['Performance', '/docs/performance'],
      ]),
      section('How it is built', [
        ['Architecture', '/docs/architecture'],
        ['Concurrency', '/docs/concurrency'],
        ['Counting from /dev/input', '/docs/evdev'],
        ['Contributing', '/CONTRIBUTING'],
        ['Releasing', '/docs/releasing'],
      ]),
    ],
  },
};
