# The part of nixpkgs' lib that the modules of packaging/nix use, so that they can be evaluated without nixpkgs.
rec {
  mkOption = option: { _type = "option"; } // option;
  mkEnableOption = name: mkOption { type = types.bool; default = false; description = "Whether to enable ${name}."; };
  mkIf = condition: content: if condition then content else { };
  mkRenamedOptionModule = from: to: { _type = "renamed"; inherit from to; };

  optional = condition: value: if condition then [ value ] else [ ];
  optionalAttrs = condition: value: if condition then value else { };
  filterAttrs = wanted: set:
    builtins.removeAttrs set (builtins.filter (name: !wanted name set.${name}) (builtins.attrNames set));
  mapAttrsToList = f: set: map (name: f name set.${name}) (builtins.attrNames set);
  concatStringsSep = builtins.concatStringsSep;
  hasPrefix = prefix: text: builtins.substring 0 (builtins.stringLength prefix) text == prefix;
  removePrefix = prefix: text:
    if hasPrefix prefix text then builtins.substring (builtins.stringLength prefix) (-1) text else text;

  types =
    let type = name: check: { inherit name check; };
    in
    rec {
      bool = type "boolean" builtins.isBool;
      str = type "string" builtins.isString;
      path = type "path" (value: builtins.isPath value || builtins.isString value && hasPrefix "/" value);
      package = type "package" (value: builtins.isPath value || builtins.isString value);
      port = type "port" (value: builtins.isInt value && value >= 0 && value <= 65535);
      ints.positive = type "positive integer" (value: builtins.isInt value && value > 0);
      enum = values: type "one of ${builtins.toJSON values}" (value: builtins.elem value values);
      nullOr = of: type "null or ${of.name}" (value: value == null || of.check value);
      listOf = of: type "list of ${of.name}" (value: builtins.isList value && builtins.all of.check value);
      attrsOf = of: type "attribute set of ${of.name}"
        (value: builtins.isAttrs value && builtins.all of.check (builtins.attrValues value));
    };
}
