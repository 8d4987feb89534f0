namespace EdgeKd.Pipeline.Explaining;

/// <summary>One image through every form of a model.</summary>
public sealed record ImageExplanation
{
    /// <summary>The image: its file, or its name in the test set.</summary>
    public required string Image { get; init; }

    /// <summary>Its true class, where that is known.</summary>
    public string? Label { get; init; }

    /// <summary>What each form answers, in the order in which they are made of one another.</summary>
    public required IReadOnlyList<FormAnswer> Forms { get; init; }

    /// <summary>What targets answered to it, where it is a test image that they were asked.</summary>
    public IReadOnlyList<RecordedAnswer> Recorded { get; init; } = [];

    /// <summary>A line for each target that was asked now and did not answer.</summary>
    public IReadOnlyList<string> Failures { get; init; } = [];

    /// <summary>How exactly each layer of the INT8 form computes on it; empty where there is no such form.</summary>
    public IReadOnlyList<ExplainedLayer> Layers { get; init; } = [];

    /// <summary>The first layer that computes less exactly than those before it; null where none stands out.</summary>
    public ExplainedLayer? FirstFall => ExplainedLayer.FirstFall(Layers);

    /// <summary>The first form whose likeliest class is another than the first form's; null where all agree.</summary>
    public string? FirstDifferentForm => Forms.FirstOrDefault(form => form.Classes[0].Label != Forms[0].Classes[0].Label)?.Form;
}
