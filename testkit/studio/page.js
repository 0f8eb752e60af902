// The whole application, with the two data sources that show what Tally makes, and nothing kept between two visits.

/** Settings: what is set here, and what the application sets while it runs. */
class Settings {
  #values = new Map([
    [AppSetting.COLOR_SCHEME, "dark"],
    [AppSetting.SHOW_OPEN_DIALOG_ON_STARTUP, false],
    [AppSetting.TELEMETRY_ENABLED, false],
    [AppSetting.CRASH_REPORTING_ENABLED, false],
  ]);
  #listeners = new Map();

  get(key) {
    return this.#values.get(key);
  }
  async set(key, value) {
    this.#values.set(key, value);
    this.#listeners.get(key)?.forEach((listener) => listener(value));
  }
  addChangeListener(key, listener) {
    this.#listeners.set(key, (this.#listeners.get(key) ?? new Set()).add(listener));
  }
  removeChangeListener(key, listener) {
    this.#listeners.get(key)?.delete(listener);
  }
}

/** Layouts, in memory. */
class Layouts {
  #layouts = new Map();

  async list() {
    return [...this.#layouts.values()];
  }
  async get(_namespace, id) {
    return this.#layouts.get(id);
  }
  async put(_namespace, layout) {
    this.#layouts.set(layout.id, migrateLayout(layout));
    return layout;
  }
  async delete(_namespace, id) {
    this.#layouts.delete(id);
  }
  async importLayouts() {}
}

(async () => {
  await initI18n();
  const app = React.createElement(App, {
    deepLinks: [window.location.href],
    dataSources: [new FoxgloveWebSocketDataSourceFactory(), new McapLocalDataSourceFactory()],
    appConfiguration: new Settings(),
    layoutStorage: new Layouts(),
    extensionLoaders: [],
    enableGlobalCss: true,
  });
  ReactDOM.render(app, document.getElementById("root"));
})();
