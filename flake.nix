{
  description = "Tally counts keyboard and mouse input, and never records which key";

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.11";
    # The programs, as bin/package makes them: docs/install.md says how to name those that you have made.
    client = { url = "https://tally.dev/download/tally-activity-client-linux-x86_64.tar.gz"; flake = false; };
    server = { url = "https://tally.dev/download/tally-summary-server-linux-x86_64.tar.gz"; flake = false; };
  };

  outputs = { self, nixpkgs, client, server }:
    let
      pkgs = nixpkgs.legacyPackages.x86_64-linux;
      program = name: folder: pkgs.callPackage ./packaging/nix/package.nix { inherit name folder; };
      # A module with this flake's package, which a configuration may replace.
      with-package = module: option: package: { lib, ... }: {
        imports = [ module ];
        services.tally.${option}.package = lib.mkDefault package;
      };
    in
    {
      packages.x86_64-linux = {
        activity-client = program "activity-client" client;
        summary-server = program "summary-server" server;
      };
      nixosModules = {
        client = with-package ./packaging/nix/client.nix "client" self.packages.x86_64-linux.activity-client;
        server = with-package ./packaging/nix/server.nix "server" self.packages.x86_64-linux.summary-server;
        default = { imports = [ self.nixosModules.client self.nixosModules.server ]; };
      };
    };
}
