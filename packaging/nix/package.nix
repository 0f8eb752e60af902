# A program of Tally, from the folder in the tarball that bin/package makes. It has a Java runtime of its own.
{ stdenv, lib, autoPatchelfHook, name, folder }:
stdenv.mkDerivation {
  pname = "tally-${name}";
  version = "0.1.0-SNAPSHOT";
  src = folder;
  nativeBuildInputs = [ autoPatchelfHook ];
  dontConfigure = true;
  dontBuild = true;
  dontStrip = true; # jlink has done so
  installPhase = ''
    mkdir -p $out/lib $out/bin
    cp -r . $out/lib/tally-${name}
    ln -s ../lib/tally-${name}/bin/${name} $out/bin/${name}
    ln -s lib/tally-${name}/share $out/share
  '';
  meta = {
    description = "Counts keyboard and mouse input, and never records which key";
    license = lib.licenses.asl20;
    mainProgram = name;
    platforms = [ "x86_64-linux" "aarch64-linux" ];
  };
}
