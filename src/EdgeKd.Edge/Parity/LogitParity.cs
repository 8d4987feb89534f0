namespace EdgeKd.Edge;

/// <summary>Compares the logits of one network as two programs computed them.</summary>
public static class LogitParity
{
    /// <summary>The relative difference up to which a converted float network counts as the same network.</summary>
    public const double Tolerance = 1e-4;

    /// <summary>The same where a model resizes images itself: ONNX Runtime's resizing may differ from the loader's by one of 256
    /// levels in single pixels (float32 weights against float64), which moves logits by thousandths.</summary>
    public const double PixelTolerance = 0.02;

    /// <summary>Compares two sets of logits.</summary>
    /// <param name="expected">N×K logits of the reference, a row an image.</param>
    /// <param name="actual">N×K logits to judge.</param>
    /// <param name="classes">The number of classes K.</param>
    /// <exception cref="ArgumentException">The lengths differ, are zero, or are no multiple of the number of classes.</exception>
    /// <exception cref="InvalidDataException">A logit is not a finite number.</exception>
    public static ParityReport Compare(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        if (expected.Length != actual.Length)
            throw new ArgumentException($"Logits of the same images have the same length, not {expected.Length} and {actual.Length}.");
        if (expected.IsEmpty || expected.Length % classes != 0)
            throw new ArgumentException($"{expected.Length} logits are no rows of {classes} classes.");
        double maxDifference = 0, maxExpected = 0;
        var agreed = 0;
        var count = expected.Length / classes;
        for (var row = 0; row < count; row++)
        {
            var a = expected.Slice(row * classes, classes);
            var b = actual.Slice(row * classes, classes);
            for (var k = 0; k < classes; k++)
            {
                if (!float.IsFinite(a[k]) || !float.IsFinite(b[k]))
                    throw new InvalidDataException($"Logit {k} of image {row} is {a[k]} against {b[k]}: only finite logits can be compared.");
                maxDifference = Math.Max(maxDifference, Math.Abs((double)a[k] - b[k]));
                maxExpected = Math.Max(maxExpected, Math.Abs((double)a[k]));
            }

            if (Ranking.Top1(a) == Ranking.Top1(b))
                agreed++;
        }

        return new ParityReport
        {
            Count = count,
            MaxAbsoluteDifference = maxDifference,
            // Logits that are all zero leave no scale: then only equality is close.
            MaxRelativeDifference = maxDifference == 0 ? 0 : maxDifference / maxExpected,
            Top1Agreement = (double)agreed / count,
        };
    }
}
