# Evaluates a module of packaging/nix as NixOS would, for one configuration: the values of its options, and what it configures.
# An assertion that does not hold is an error.
{ module, configuration }:
let
  lib = import ./lib.nix;
  content = import module {
    inherit lib;
    pkgs.coreutils = "/coreutils";
    config = values;
  };
  at = path: set:
    if path == [ ] then { found = true; value = set; }
    else if builtins.isAttrs set && set ? ${builtins.head path} then at (builtins.tail path) set.${builtins.head path}
    else { found = false; };
  # The names that lead to a place, of which the first that is set counts.
  namesOf = path: [ path ] ++ map (each: each.from)
    (builtins.filter (each: each._type or "" == "renamed" && each.to == path) (content.imports or [ ]));
  value = path: option:
    let
      given = builtins.filter (each: each.found) (map (name: at name configuration) (namesOf path));
      name = builtins.concatStringsSep "." path;
      chosen =
        if given != [ ] then (builtins.head given).value
        else option.default or (throw "${name} is used and has no value");
    in
    if option.type.check chosen then chosen else throw "${name} must be a ${option.type.name}";
  walk = path: options: builtins.mapAttrs
    (name: option:
      if option._type or "" == "option" then value (path ++ [ name ]) option else walk (path ++ [ name ]) option)
    options;
  values = walk [ ] content.options;
  list = path: options: builtins.concatLists (lib.mapAttrsToList
    (name: option:
      if option._type or "" == "option"
      then [ { name = builtins.concatStringsSep "." (path ++ [ name ]); type = option.type.name; default = option.default or "(none)"; } ]
      else list (path ++ [ name ]) option)
    options);
  broken = builtins.filter (each: !each.assertion) (content.config.assertions or [ ]);
in
{
  options = list [ ] content.options;
  renamed = map (each: builtins.concatStringsSep "." each.from) (content.imports or [ ]);
  config =
    if broken == [ ] then builtins.removeAttrs content.config [ "assertions" ]
    else throw "Failed assertions: ${builtins.concatStringsSep "; " (map (each: each.message) broken)}";
}
