// The simulated hands have been busy for two seconds: the program printed what it counted.
def log = new File(basedir, 'build.log').text
def counts = (log =~ /Counts\[keyPresses=(\d+), .*motions=(\d+)/)
assert counts.find()
assert counts.group(1).toLong() + counts.group(2).toLong() > 0
return true
