namespace EdgeKd.Onnx;

/// <summary>The versions of ONNX's operator set that networks are written in.</summary>
public static class OperatorSets
{
    /// <summary>The oldest.</summary>
    public const int Oldest = 13;

    /// <summary>The newest.</summary>
    public const int Newest = 21;

    /// <summary>What is written where nothing else is asked for.</summary>
    public const int Default = 17;

    /// <summary>The oldest for models that take pixels: the first whose Resize is antialiased.</summary>
    public const int OldestForPixels = 18;

    /// <summary>The version of the file format that came with an operator set (the format's docs/Versioning.md).</summary>
    /// <remarks>The least that a reader has to know: newer ones would only shut out older runtimes.</remarks>
    public static int IrVersion(int operatorSet) => operatorSet switch
    {
        <= 14 => 7,
        <= 18 => 8,
        <= 20 => 9,
        _ => 10,
    };
}
