/** A JVM that does nothing: what it uses and how often it wakes is the JVM's own part. */
public final class Idle {
    private Idle() {}

    public static void main(String[] args) throws InterruptedException {
        System.err.println("idle");
        Thread.currentThread().join();
    }
}
