/**
 * What capture from an X server costs as a whole process, beside a C program on libXtst and JNativeHook, in one run.
 *
 * <p>Start at {@link dev.tally.benchmarks.xrecord.CaptureComparison}; {@code benchmarks/xrecord/compare} runs it.
 */
@NullMarked
package dev.tally.benchmarks.xrecord;

import org.jspecify.annotations.NullMarked;
