// The packed application finds the backends in its nested jars, counts, and shows the totals as meters.
def java = new File(System.getProperty('java.home'), 'bin/java').path
def process = new ProcessBuilder(java, '-jar', 'target/boot-1.jar').directory(basedir).redirectErrorStream(true).start()
def output = process.inputStream.text
assert process.waitFor() == 0 : output
assert output.contains('backends: [simulated, xrecord]') : output
assert output.contains('counted: true') : output
return true
