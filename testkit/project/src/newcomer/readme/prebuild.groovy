// Puts the README's two blocks where a newcomer would put them.
def text = new File(readme.toString()).text
def block = { language -> (text =~ /(?s)```${language}\n(.*?)```/).with { assert it.find(); it.group(1) } }
def pom = new File(basedir, 'pom.xml')
pom.text = pom.text.replace('<!-- the README\'s XML goes here -->', block('xml'))
def java = block('java')
def name = (java =~ /public class (\w+)/).with { assert it.find(); it.group(1) }
def source = new File(basedir, "src/main/java/${name}.java")
source.parentFile.mkdirs()
source.text = java
return true
