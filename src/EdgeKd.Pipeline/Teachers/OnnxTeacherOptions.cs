namespace EdgeKd.Pipeline.Teachers;

/// <summary>What is asked of an ONNX file that teaches.</summary>
internal sealed record OnnxTeacherOptions
{
    /// <summary>The recipe key that errors name: <c>teacher</c>, or <c>teacher.others[0]</c>.</summary>
    public string Key { get; init; } = "teacher";

    /// <summary>Names of tensors to give as features; <c>pooled</c> is what the last linear layer reads.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>The tensor of the logits; null for the only output of N×K.</summary>
    public string? Output { get; init; }

    /// <summary>What becomes of N×T×D features: <c>mean</c>, <c>cls</c> or <c>grid</c>.</summary>
    public string Tokens { get; init; } = TokenPooling.Mean;

    /// <summary><c>nchw</c> or <c>nhwc</c>; null for what the input's shape says.</summary>
    public string? Layout { get; init; }

    /// <summary>Side of the input in pixels that the recipe wants; 0 for the file's own.</summary>
    public int ImageSize { get; init; }

    /// <summary>Side of the input in pixels where neither file nor recipe says one.</summary>
    public int DefaultImageSize { get; init; } = 32;

    /// <summary><c>cpu</c> or <c>cuda</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Threads inside one operator, at least 1.</summary>
    public int Threads { get; init; } = 1;
}
