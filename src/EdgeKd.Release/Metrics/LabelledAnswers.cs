namespace EdgeKd.Release;

/// <summary>What one model answered to labelled images: what every metric of accuracy is counted from.</summary>
/// <remarks>Immutable.</remarks>
public sealed class LabelledAnswers
{
    private readonly int[] _labels;
    private readonly int[] _top;
    private readonly float[] _confidence;
    private readonly float[] _labelLogProbability;
    private readonly int _perImage;

    /// <summary>Puts labels and answers together.</summary>
    /// <param name="labels">The true class of each image.</param>
    /// <param name="answers">What was answered, in the same order.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <exception cref="ArgumentException">There is no image or no class, the lists differ in length, or an entry is no class.</exception>
    public LabelledAnswers(IReadOnlyList<int> labels, AnswersEvidence answers, int classes)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(answers);
        if (labels.Count == 0 || classes < 1)
            throw new ArgumentException($"Metrics are of at least one image and one class: {labels.Count} images and {classes} classes were given.");
        _perImage = answers.PerImage;
        if (answers.Count != labels.Count || answers.LabelLogProbability.Count != labels.Count || _perImage < 1 || answers.Top.Count != (long)_perImage * labels.Count)
            throw new ArgumentException($"There are {labels.Count} labels, but answers for {answers.Count} images with {answers.Top.Count} classes.");
        if (labels.Concat(answers.Top).Any(entry => (uint)entry >= (uint)classes))
            throw new ArgumentException($"A label or an answer is none of the {classes} classes.");
        (_labels, _top, Classes) = ([.. labels], [.. answers.Top], classes);
        (_confidence, _labelLogProbability) = ([.. answers.Confidence], [.. answers.LabelLogProbability]);
    }

    /// <summary>Images.</summary>
    public int Count => _labels.Length;

    /// <summary>Classes.</summary>
    public int Classes { get; }

    /// <summary>The true class of an image.</summary>
    public int Label(int image) => _labels[image];

    /// <summary>The likeliest class of an image.</summary>
    public int Answer(int image) => _top[image * _perImage];

    /// <summary>Whether the likeliest class is the true one.</summary>
    public bool IsRight(int image) => Answer(image) == _labels[image];

    /// <summary>Whether the true class is among those that are kept of the image, the five likeliest.</summary>
    public bool IsAmongKept(int image) => _top.AsSpan(image * _perImage, _perImage).Contains(_labels[image]);

    /// <summary>The probability of the likeliest class.</summary>
    public double Confidence(int image) => _confidence[image];

    /// <summary>The natural logarithm of the true class's probability.</summary>
    public double LabelLogProbability(int image) => _labelLogProbability[image];
}
