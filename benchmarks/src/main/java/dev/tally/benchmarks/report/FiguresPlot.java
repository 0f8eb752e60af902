package dev.tally.benchmarks.report;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.NumberFormat;
import java.util.List;
import java.util.Locale;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogarithmicAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.data.category.CategoryDataset;
import org.jfree.data.category.DefaultCategoryDataset;
import org.w3c.dom.Document;

/** Draws the first metric of a result: a group of bars for each case, a bar for each contender. */
final class FiguresPlot {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 320;
    private static final String NAMESPACE = "http://www.w3.org/2000/svg";
    /** From this ratio of the highest to the lowest on, the axis is logarithmic. */
    private static final double WIDE = 30;

    private FiguresPlot() {}

    /** Writes the plot; it does nothing if there are no figures. */
    static void write(BenchmarkResult result, Path file) throws IOException {
        if (result.measurements().isEmpty()) {
            return;
        }
        String metric = result.measurements().get(0).metric();
        List<Measurement> drawn = result.measurements().stream()
                .filter(each -> each.metric().equals(metric))
                .toList();
        SVGGraphics2D graphics = new SVGGraphics2D(emptyDocument());
        graphics.setSVGCanvasSize(new Dimension(WIDTH, HEIGHT));
        chart(result.name(), metric, drawn).draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, HEIGHT));
        StringWriter svg = new StringWriter();
        graphics.stream(svg, true);
        Files.writeString(file, svg.toString().replace("'Dialog'", "sans-serif"));
    }

    private static Document emptyDocument() {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .getDOMImplementation()
                    .createDocument(NAMESPACE, "svg", null);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("every JDK has a parser of XML", e);
        }
    }

    private static JFreeChart chart(String name, String metric, List<Measurement> drawn) {
        JFreeChart chart = ChartFactory.createBarChart(
                name, null, metric, dataset(drawn), PlotOrientation.VERTICAL, true, false, false);
        chart.setBackgroundPaint(Color.WHITE);
        chart.getLegend().setPosition(RectangleEdge.RIGHT);
        CategoryPlot plot = chart.getCategoryPlot();
        plot.setBackgroundPaint(Color.WHITE);
        plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
        BarRenderer bars = (BarRenderer) plot.getRenderer();
        bars.setBarPainter(new StandardBarPainter());
        bars.setShadowVisible(false);
        double[] medians = medians(drawn);
        if (isWide(medians)) {
            LogarithmicAxis axis = new LogarithmicAxis(metric);
            axis.setNumberFormatOverride(NumberFormat.getInstance(Locale.ROOT));
            axis.setRange(medians[0] / 2, medians[medians.length - 1] * 2);
            plot.setRangeAxis(axis);
            bars.setBase(medians[0] / 2);
        }
        return chart;
    }

    private static CategoryDataset dataset(List<Measurement> drawn) {
        DefaultCategoryDataset dataset = new DefaultCategoryDataset();
        for (Measurement each : drawn) {
            each.contenders().forEach(contender -> dataset.addValue(contender.median(), contender.name(), each.what()));
        }
        return dataset;
    }

    /** Returns the medians from the lowest to the highest. */
    private static double[] medians(List<Measurement> drawn) {
        return drawn.stream()
                .flatMap(each -> each.contenders().stream())
                .mapToDouble(Measurement.Contender::median)
                .sorted()
                .toArray();
    }

    private static boolean isWide(double[] medians) {
        return medians[0] > 0 && medians[medians.length - 1] / medians[0] > WIDE;
    }
}
