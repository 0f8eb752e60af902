package com.example.consumer;

import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;

/** Runs the other program in a class loader of its own, and waits until that can be collected. */
public class Unload {
    public static void main(String[] args) throws Exception {
        WeakReference<ClassLoader> loader = runIn(args[0]);
        for (int i = 0; i < 200 && loader.get() != null; i++) {
            System.gc();
            Thread.sleep(20);
        }
        System.out.println(loader.get() == null ? "unloaded" : "still loaded");
    }

    private static WeakReference<ClassLoader> runIn(String classPath) throws Exception {
        URL[] urls = Arrays.stream(classPath.split(":"))
                .map(Path::of)
                .map(Unload::url)
                .toArray(URL[]::new);
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
            Thread.currentThread().setContextClassLoader(loader);
            loader.loadClass("com.example.consumer.Consumer")
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) new String[0]);
            return new WeakReference<>(loader);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (java.net.MalformedURLException e) {
            throw new IllegalArgumentException(path.toString(), e);
        }
    }
}
