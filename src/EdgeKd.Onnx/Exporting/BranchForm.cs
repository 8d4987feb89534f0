namespace EdgeKd.Onnx;

/// <summary>How a network that was trained with parallel branches is written.</summary>
public enum BranchForm
{
    /// <summary>Re-parameterized: the branches as the one convolution that they amount to.</summary>
    Merge,

    /// <summary>Each branch by itself, normalisation folded in, and their sum: slower, and the same logits but for rounding.</summary>
    Keep,
}
