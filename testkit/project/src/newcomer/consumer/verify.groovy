// The program runs on Java 17 and 25, from the class path, the module path, a packed jar and an image of its own.
def run = { List command ->
    def process = new ProcessBuilder(command*.toString()).directory(basedir).redirectErrorStream(true).start()
    def output = process.inputStream.text
    assert process.waitFor() == 0 : "${command}\n${output}"
    output
}
def release = { File home ->
    def line = new File(home, 'release').with { it.exists() ? it.readLines().find { it.startsWith('JAVA_VERSION=') } : null }
    line ? line.replaceAll(/^JAVA_VERSION="(1\.)?(\d+).*$/, '$2').toInteger() : 0
}
def homes = [System.getenv('JAVA25_HOME'), System.getProperty('java.home'), System.getenv('JAVA_HOME')].findAll()
        .collect { new File(it) } + ((new File('/usr/lib/jvm').listFiles() ?: []) as List).findAll { it.directory }
def jdk = { int wanted -> homes.find { release(it) == wanted && new File(it, 'bin/java').canExecute() } }

// What is optional is not forced on anybody.
assert !new File(basedir, 'target/dependency').list().any { it =~ /^(jna|junit|jqwik)/ }

def main = 'com.example.consumer.Consumer'
def ways = [
        'class path' : ['-cp', 'target/classes:target/dependency/*', main],
        'module path': ['-p', 'target/classes:target/dependency', '-m', "com.example.consumer/${main}"],
        'packed jar' : ['-cp', 'target/consumer-1-merged.jar', main]]
[17, 25].each { version ->
    def home = jdk(version)
    if (home == null) {
        println "skipped: there is no JDK ${version} on this machine"
        return
    }
    def java = "${home}/bin/java"
    ways.each { way, arguments ->
        def counted = run([java] + arguments)
        def where = "Java ${version}, ${way}:\n${counted}"
        assert counted.contains('backends: [evdev, simulated, xrecord]') : where
        assert counted.contains('both monitors counted: true') : where
        assert counted.contains('told: POST http://127.0.0.1:9/frames') : where // although no log shows it
        def evdev = run([java] + arguments + 'evdev')
        assert version >= 25 || evdev.contains('evdev: needs Java 25, and this is Java 17') : evdev
    }
    def unmerged = run([java, '-cp', 'target/consumer-1-unmerged.jar', main, 'no-such-backend'])
    assert unmerged.contains("there is no capture backend 'no-such-backend'") : unmerged
    assert unmerged.contains('META-INF/services/dev.tally.capture.spi.CaptureProvider') : unmerged
    assert unmerged.contains('must be merged') : unmerged
}

def java25 = jdk(25)
def classPath = (['target/classes'] + new File(basedir, 'target/dependency').list().collect { "target/dependency/${it}" })
assert run(["${java25}/bin/java", '-cp', 'target/classes', 'com.example.consumer.Unload', classPath.join(':')])
        .readLines().contains('unloaded')

run(["${java25}/bin/jlink", '--module-path', 'target/consumer-1.jar:target/dependency', '--add-modules',
        'com.example.consumer,dev.tally.capture.xrecord,dev.tally.capture.evdev', '--output', 'target/image'])
def image = run(['target/image/bin/java', '--enable-native-access=dev.tally.capture.evdev', '-m', "com.example.consumer/${main}"])
assert image.contains('backends: [evdev, simulated, xrecord]') : image
assert image.contains('both monitors counted: true') : image
return true
