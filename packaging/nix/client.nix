# The activity client as a service: counts all input of this machine. The options of `services.kmmon`, the module that this one
# replaces, have the same names, types and defaults here; they may be given under either name.
{ config, lib, pkgs, ... }:
let
  inherit (lib) types mkOption mkEnableOption;
  cfg = config.services.tally.client;
  state = "tally-activity-client";
  records = builtins.elem "mcap" cfg.sinks;
  serves = builtins.elem "websocket" cfg.sinks;
  posts = builtins.elem "http" cfg.sinks;
  separate = cfg.separateCapture && cfg.backend == "evdev";
  # The pair has one user, and the directory of its socket outlives a restart of either.
  pair = {
    DynamicUser = true;
    RuntimeDirectoryMode = "0700";
    RuntimeDirectoryPreserve = "yes";
    User = "tally-activity";
  };
  one = {
    DynamicUser = true;
    SupplementaryGroups = [ "input" ];
    DeviceAllow = [ "char-input r" ];
  };
  credentials = "/run/credentials/${state}.service";
  below = path: lib.removePrefix "/var/lib/" path;
  nullOr = description: mkOption { type = types.nullOr types.str; default = null; inherit description; };
  original = [
    [ "enable" ] [ "openFirewall" ] [ "package" ] [ "port" ] [ "mcapDir" ] [ "logLevel" ]
    [ "recording" "rollEverySecs" ] [ "recording" "retainForSecs" ]
    [ "foxglove" "projectId" ] [ "foxglove" "deviceId" ] [ "foxglove" "deviceName" ]
    [ "s3" "enable" ] [ "s3" "bucket" ] [ "s3" "prefix" ] [ "s3" "region" ] [ "s3" "endpointUrl" ] [ "s3" "credentialsFile" ]
  ];
in
{
  imports = map
    (name: lib.mkRenamedOptionModule ([ "services" "kmmon" ] ++ name) ([ "services" "tally" "client" ] ++ name))
    original;

  options.services.tally.client = {
    enable = mkEnableOption "the Tally activity client, which counts input and never records which key";
    package = mkOption { type = types.package; description = "The package of the client; the flake's module sets it."; };

    sinks = mkOption {
      type = types.listOf (types.enum [ "http" "sqlite" "activitywatch" "websocket" "mcap" "none" ]);
      default = [ "websocket" "mcap" ];
      description = ''
        Where the counts go. http posts them to a summary server, see apiUrl. The default is that of services.kmmon: websocket shows, and
        mcap records, the track of the pointer; without tokenFile, everybody who reaches listenAddress and port can watch.
      '';
    };
    backend = mkOption { type = types.str; default = "evdev"; description = "How input is counted; evdev needs no display."; };
    separateCapture = mkOption {
      type = types.bool;
      default = true;
      description = "Read the devices in a service of its own, which has no network. Only with the backend evdev.";
    };
    apiUrl = mkOption { type = types.str; default = "http://localhost:5000/frames"; description = "The summary server."; };
    apiKeyFile = mkOption {
      type = types.nullOr types.path;
      default = null;
      description = "The file with the server's key. systemd hands it to the service, which may not read it itself.";
    };
    flushIntervalSec = mkOption { type = types.ints.positive; default = 30; description = "How often counts are delivered."; };
    frameIntervalMs = mkOption { type = types.ints.positive; default = 20; description = "How often the counters are read."; };
    listenAddress = mkOption {
      type = types.str;
      default = "0.0.0.0";
      description = "Where the WebSocket server listens. The firewall lets other machines in only with openFirewall.";
    };
    tokenFile = mkOption {
      type = types.nullOr types.path;
      default = null;
      description = "The file with the token that viewers have to send; handed over by systemd.";
    };
    settings = mkOption {
      type = types.attrsOf types.str;
      default = { };
      example = { TALLY_WITHOUT = "/mouse/position"; };
      description = "Further variables of `activity-client run --help`. Not for secrets: the Nix store can be read by all users. The file ACTIVITY_DB_PATH of the sink sqlite has to be below /var/lib/${state}.";
    };

    openFirewall = mkOption { type = types.bool; default = false; description = "Open the port of the WebSocket server."; };
    port = mkOption { type = types.port; default = 8765; description = "The port of the WebSocket server."; };
    mcapDir = mkOption {
      type = types.str;
      default = "/var/lib/kmmon";
      description = "The folder of the recordings, below /var/lib: the service has a user of its own, to which systemd gives it.";
    };
    logLevel = mkOption {
      type = types.str;
      default = "info";
      description = "The least level that is logged: info, warn or error. debug and trace mean info.";
    };
    recording = {
      rollEverySecs = mkOption { type = types.ints.positive; default = 3600; description = "Begin a new file after this time."; };
      retainForSecs = mkOption { type = types.ints.positive; default = 604800; description = "Delete files after this time."; };
    };
    foxglove = {
      projectId = nullOr "The Foxglove project that is written into each recording.";
      deviceId = nullOr "The id of the Foxglove device.";
      deviceName = nullOr "The name of the Foxglove device; null for the host's name.";
    };
    s3 = {
      enable = mkOption { type = types.bool; default = false; description = "Upload finished recordings."; };
      bucket = mkOption { type = types.str; description = "The bucket."; };
      prefix = mkOption { type = types.str; default = "recordings"; description = "What the keys begin with."; };
      region = nullOr "The region.";
      endpointUrl = nullOr "The address of a store that is not Amazon's.";
      credentialsFile = mkOption {
        type = types.nullOr types.path;
        default = null;
        description = "A file with AWS_ACCESS_KEY_ID=… and AWS_SECRET_ACCESS_KEY=…. If it is missing the service starts.";
      };
    };
  };

  config = lib.mkIf cfg.enable {
    assertions = [
      {
        assertion = !records || below cfg.mcapDir != cfg.mcapDir && below cfg.mcapDir != "";
        message = "services.tally.client.mcapDir is ${cfg.mcapDir}, where the service may not write; name a folder below /var/lib";
      }
    ];
    networking.firewall.allowedTCPPorts = lib.optional (cfg.openFirewall && serves) cfg.port;

    systemd.services.${state} = {
      description = "Tally: counts keyboard and mouse input, and never records which key";
      wantedBy = [ "multi-user.target" ];
      wants = [ "network-online.target" ] ++ lib.optional separate "tally-activity-capture.service";
      after = [ "network-online.target" ] ++ lib.optional separate "tally-activity-capture.service";
      environment = {
        TALLY_SINK = lib.concatStringsSep "," cfg.sinks;
        TALLY_BACKEND = if separate then "separate" else cfg.backend;
        FLUSH_INTERVAL_SEC = toString cfg.flushIntervalSec;
        FRAME_INTERVAL_MS = toString cfg.frameIntervalMs;
        XDG_STATE_HOME = "/var/lib/${state}";
      }
      // lib.optionalAttrs posts { API_URL = cfg.apiUrl; }
      // lib.optionalAttrs (posts && cfg.apiKeyFile != null) { API_KEY_FILE = "${credentials}/api-key"; }
      // lib.optionalAttrs serves { KMMON_PORT = toString cfg.port; TALLY_WS_HOST = cfg.listenAddress; }
      // lib.optionalAttrs (serves && cfg.tokenFile != null) { TALLY_WS_TOKEN_FILE = "${credentials}/token"; }
      // lib.optionalAttrs records ({
        KMMON_MCAP_DIR = cfg.mcapDir;
        KMMON_ROLL_SECS = toString cfg.recording.rollEverySecs;
        KMMON_RETENTION_SECS = toString cfg.recording.retainForSecs;
      }
      // lib.filterAttrs (name: value: value != null) {
        KMMON_FOXGLOVE_PROJECT_ID = cfg.foxglove.projectId;
        KMMON_FOXGLOVE_DEVICE_ID = cfg.foxglove.deviceId;
        KMMON_FOXGLOVE_DEVICE_NAME = cfg.foxglove.deviceName;
      })
      // lib.optionalAttrs cfg.s3.enable ({
        KMMON_S3_BUCKET = cfg.s3.bucket;
        KMMON_S3_PREFIX = cfg.s3.prefix;
      }
      // lib.filterAttrs (name: value: value != null) {
        AWS_REGION = cfg.s3.region;
        KMMON_S3_ENDPOINT_URL = cfg.s3.endpointUrl;
      })
      // cfg.settings;
      serviceConfig = import ./hardening.nix // {
        Type = "notify";
        ExecStart = "${cfg.package}/bin/activity-client run";
        WorkingDirectory = "/var/lib/${state}";
        StateDirectory = [ state ] ++ lib.optional records (below cfg.mcapDir);
        StateDirectoryMode = "0700";
        RuntimeDirectory = [ "tally" ] ++ lib.optional separate "tally-capture";
        SuccessExitStatus = "143"; # stopped before it counted
        Restart = "on-failure";
        RestartSec = "5s";
        RestartPreventExitStatus = "2"; # a wrong setting
        WatchdogSec = "5min";
        LoadCredential = lib.optional (posts && cfg.apiKeyFile != null) "api-key:${toString cfg.apiKeyFile}"
          ++ lib.optional (serves && cfg.tokenFile != null) "token:${toString cfg.tokenFile}";
        LogFilterPatterns = {
          warn = [ "~^[-0-9]+ [:0-9]+ INFO " ];
          error = [ "~^[-0-9]+ [:0-9]+ (INFO|WARN) " ];
        }.${cfg.logLevel} or [ ];
      }
      // (if separate then pair // { PrivateDevices = true; PrivateUsers = true; } else one)
      // lib.optionalAttrs (cfg.s3.enable && cfg.s3.credentialsFile != null) {
        EnvironmentFile = "-${toString cfg.s3.credentialsFile}"; # "-": the service starts without it
        ExecStartPre = "-+${pkgs.coreutils}/bin/test -r ${toString cfg.s3.credentialsFile}"; # and the journal says so
      };
    };

    systemd.services.tally-activity-capture = lib.mkIf separate {
      description = "Tally: reads the input devices, and hands over counts";
      unitConfig.StopWhenUnneeded = true;
      environment.JAVA_OPTS = "-XX:+DisableAttachMechanism";
      serviceConfig = import ./hardening.nix // pair // {
        Type = "notify";
        ExecStart = "${cfg.package}/bin/activity-client capture --backend evdev";
        RuntimeDirectory = [ "tally-capture" ];
        Group = "input";
        SuccessExitStatus = "3 143"; # 143: stopped before it counted
        Restart = "on-failure";
        RestartSec = "5s";
        RestartPreventExitStatus = "2"; # a wrong setting
        WatchdogSec = "5min";
        DeviceAllow = [ "char-input r" ];
        IPAddressDeny = "any";
        PrivateNetwork = true;
        RestrictAddressFamilies = "AF_UNIX";
        SystemCallFilter = [ "@system-service" "~@privileged @resources" "seccomp" ];
      };
    };
  };
}
