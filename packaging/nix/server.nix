# The summary server as a service.
{ config, lib, ... }:
let
  inherit (lib) types mkOption mkEnableOption;
  cfg = config.services.tally.server;
  state = "tally-summary-server";
  credentials = "/run/credentials/${state}.service";
  secrets = lib.filterAttrs (name: file: file != null) {
    api-key = cfg.apiKeyFile;
    database-password = cfg.database.passwordFile;
  };
  nullOr = type: description: mkOption { type = types.nullOr type; default = null; inherit description; };
in
{
  options.services.tally.server = {
    enable = mkEnableOption "the Tally summary server";
    package = mkOption { type = types.package; description = "The package of the server; the flake's module sets it."; };
    openFirewall = mkOption { type = types.bool; default = false; description = "Open the port."; };
    listenAddress = mkOption { type = types.str; default = "127.0.0.1"; description = "Where the server listens."; };
    port = mkOption { type = types.port; default = 5000; description = "The port."; };
    apiKeyFile = nullOr types.path "The file with the key that clients need; handed over by systemd.";
    trustedProxies = mkOption {
      type = types.listOf types.str;
      default = [ ];
      description = "The proxies whose X-Forwarded-For is trusted: addresses or networks.";
    };
    summaryAccess = mkOption {
      type = types.enum [ "public" "key" ];
      default = "public";
      description = "Whether the summary can be read without a key.";
    };
    rateLimit = {
      maxRequests = mkOption { type = types.ints.positive; default = 30; description = "Summaries for one client in a window."; };
      windowSec = mkOption { type = types.ints.positive; default = 60; description = "The length of the window."; };
    };
    retentionDays = mkOption { type = types.ints.positive; default = 30; description = "How long five minutes are kept apart."; };
    database = {
      path = mkOption {
        type = types.str;
        default = "/var/lib/${state}/activity_monitor.db";
        description = "The SQLite file, below /var/lib/${state}: the service may write nowhere else. Used unless there is a url.";
      };
      url = nullOr types.str "A PostgreSQL database: jdbc:postgresql://host/name.";
      user = nullOr types.str "The user of that database.";
      passwordFile = nullOr types.path "The file with the password of that user; handed over by systemd.";
    };
    settings = mkOption {
      type = types.attrsOf types.str;
      default = { };
      example = { MAX_CONNECTIONS = "128"; };
      description = "Further variables of `summary-server --help`. Not for secrets: the Nix store can be read by all users.";
    };
  };

  config = lib.mkIf cfg.enable {
    assertions = [
      {
        assertion = cfg.database.url != null || lib.hasPrefix "/var/lib/${state}/" cfg.database.path;
        message = "services.tally.server.database.path is ${cfg.database.path}, where the service may not write; "
          + "name a file below /var/lib/${state}";
      }
    ];
    networking.firewall.allowedTCPPorts = lib.optional cfg.openFirewall cfg.port;

    systemd.services.${state} = {
      description = "Tally: summary server";
      wantedBy = [ "multi-user.target" ];
      after = [ "network.target" ];
      environment = {
        HOST = cfg.listenAddress;
        PORT = toString cfg.port;
        ACTIVITY_DB_PATH = cfg.database.path;
        SUMMARY_ACCESS = cfg.summaryAccess;
        TRUSTED_PROXIES = lib.concatStringsSep "," cfg.trustedProxies;
        GET_RATE_LIMIT_MAX_REQUESTS = toString cfg.rateLimit.maxRequests;
        GET_RATE_LIMIT_WINDOW_SEC = toString cfg.rateLimit.windowSec;
        RETENTION_DAYS = toString cfg.retentionDays;
      }
      // lib.filterAttrs (name: value: value != null) {
        ACTIVITY_DB_URL = cfg.database.url;
        ACTIVITY_DB_USER = cfg.database.user;
      }
      // lib.optionalAttrs (secrets ? api-key) { SERVER_API_KEY_FILE = "${credentials}/api-key"; }
      // lib.optionalAttrs (secrets ? database-password) { ACTIVITY_DB_PASSWORD_FILE = "${credentials}/database-password"; }
      // cfg.settings;
      serviceConfig = import ./hardening.nix // {
        Type = "notify";
        TimeoutStartSec = "30min"; # a start may take over a large file of the older program
        ExecStart = "${cfg.package}/bin/summary-server";
        WorkingDirectory = "/var/lib/${state}";
        StateDirectory = [ state ];
        StateDirectoryMode = "0700";
        DynamicUser = true;
        PrivateDevices = true;
        PrivateUsers = true;
        SuccessExitStatus = "143";
        Restart = "on-failure";
        RestartSec = "5s";
        RestartPreventExitStatus = "2"; # a wrong setting
        WatchdogSec = "5min";
        LoadCredential = lib.mapAttrsToList (name: file: "${name}:${toString file}") secrets;
      };
    };
  };
}
