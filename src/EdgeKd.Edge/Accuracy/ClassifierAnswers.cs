namespace EdgeKd.Edge;

/// <summary>What a classifier answered, image by image: what is left of the logits where there are too many to keep.</summary>
public sealed class ClassifierAnswers
{
    /// <summary>The most classes that are kept of an image.</summary>
    public const int Depth = 5;

    private readonly int _classes;

    /// <summary>Room for answers.</summary>
    /// <param name="count">Images.</param>
    /// <param name="classes">Classes, K.</param>
    public ClassifierAnswers(int count, int classes)
    {
        _classes = classes;
        PerImage = Math.Min(Depth, classes);
        Top = new int[checked(count * PerImage)];
        Confidence = new float[count];
        LabelLogProbability = new float[count];
    }

    /// <summary>Classes kept of each image: min(<see cref="Depth"/>, K).</summary>
    public int PerImage { get; }

    /// <summary>The likeliest classes of each image, the first one first; of equals, the one with the smaller number.</summary>
    public int[] Top { get; }

    /// <summary>The probability (softmax of the logits) of each image's likeliest class.</summary>
    public float[] Confidence { get; }

    /// <summary>The natural logarithm of the probability of each image's own label.</summary>
    public float[] LabelLogProbability { get; }

    /// <summary>The likeliest class of each image.</summary>
    public int[] Predictions() => [.. Enumerable.Range(0, Confidence.Length).Select(i => Top[i * PerImage])];

    /// <summary>Takes in the logits of one image. Different images may be set by several threads at once.</summary>
    /// <param name="image">The image's place.</param>
    /// <param name="logits">K finite logits.</param>
    /// <param name="label">The image's own class.</param>
    public void Set(int image, ReadOnlySpan<float> logits, int label)
    {
        if (logits.Length != _classes)
            throw new ArgumentException($"{logits.Length} logits were given for {_classes} classes.");
        var top = Top.AsSpan(image * PerImage, PerImage);
        var filled = 0;
        for (var k = 0; k < logits.Length; k++)
        {
            var place = filled;
            while (place > 0 && logits[k] > logits[top[place - 1]])
                place--;
            if (place == PerImage)
                continue;
            filled = Math.Min(filled + 1, PerImage);
            for (var i = filled - 1; i > place; i--)
                top[i] = top[i - 1];
            top[place] = k;
        }

        double largest = logits[top[0]], sum = 0;
        foreach (var logit in logits)
            sum += Math.Exp(logit - largest);
        Confidence[image] = (float)(1 / sum);
        LabelLogProbability[image] = (float)Math.Min(0, logits[label] - largest - Math.Log(sum));
    }
}
