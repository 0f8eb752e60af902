// The library needs no other jar; the program runs on the class path and on the module path; the official readers agree.
def dependencies = new File(basedir, 'target/dependency').list().findAll { !it.startsWith('jspecify') }
assert dependencies == ['tally-mcap-0.1.0-SNAPSHOT.jar'] as List

def run = { String... command ->
    def process = new ProcessBuilder(command).directory(basedir).redirectErrorStream(true).start()
    def output = process.inputStream.text
    assert process.waitFor() == 0 : output
    output
}
def java = new File(System.getProperty('java.home'), 'bin/java').path
def main = 'com.example.mcap.WriteAndRead'
assert run(java, '-cp', 'target/classes:target/dependency/*', main, 'class-path.mcap').contains('messages: 10')
assert run(java, '-p', 'target/classes:target/dependency', '-m', "com.example.mcap/${main}", 'module-path.mcap')
        .contains('messages: 10')

def hasNode = System.getenv('PATH').split(File.pathSeparator).any { new File(it, 'npm').canExecute() }
if (hasNode) {
    def npm = new File(new File(readme.toString()).canonicalFile.parentFile, 'testkit/npm')
    run("${npm}/install")
    def found = run('node', "${npm}/mcap-verify.mjs", 'class-path.mcap', 'module-path.mcap')
    assert found.readLines().count { it.contains('"messages":10') } == 2 : found
} else {
    println 'skipped: no npm on this machine; it runs the official MCAP readers'
}
return true
