namespace EdgeKd.Data;

/// <summary>The labelled parts of a data set.</summary>
public enum ImagePart : byte
{
    /// <summary>What is learned from.</summary>
    Train,

    /// <summary>What is chosen by.</summary>
    Validation,

    /// <summary>What is measured on.</summary>
    Test,
}
