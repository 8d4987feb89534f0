namespace EdgeKd.Edge.Targets;

/// <summary>What a target does with a model.</summary>
public enum TargetMode
{
    /// <summary>Answers every image, in order.</summary>
    Accuracy,

    /// <summary>Times one image after the other.</summary>
    Latency,
}
