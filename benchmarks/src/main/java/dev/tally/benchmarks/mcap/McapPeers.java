package dev.tally.benchmarks.mcap;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The official libraries that are there: for Rust, Python and Node. */
final class McapPeers implements Closeable {
    static final String RUST = "crate for Rust";
    static final String PYTHON = "package for Python";
    static final String NODE = "package for Node";

    private final List<McapPeer> peers = new ArrayList<>();

    /** Starts them; arguments: the program in Rust, Python with the script, Node with the script, each empty if it is not there. */
    static McapPeers start(String rust, String python, String node) throws IOException {
        McapPeers all = new McapPeers();
        all.start(RUST, rust.isEmpty() ? "" : rust + " mcap");
        all.start(PYTHON, python);
        all.start(NODE, node);
        return all;
    }

    List<McapPeer> peers() {
        return peers;
    }

    private void start(String name, String command) throws IOException {
        if (!command.isEmpty()) {
            peers.add(new McapPeer(name, List.of(command.split(" "))));
        }
    }

    @Override
    public void close() throws IOException {
        for (McapPeer peer : peers) {
            peer.close();
        }
    }
}
