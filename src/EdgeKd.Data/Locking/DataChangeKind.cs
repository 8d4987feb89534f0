namespace EdgeKd.Data;

/// <summary>What became of an image between two data sets.</summary>
public enum DataChangeKind
{
    /// <summary>Neither its path nor its contents were there before.</summary>
    Added,

    /// <summary>Neither its path nor its contents are there any more.</summary>
    Removed,

    /// <summary>The same contents have another class.</summary>
    Relabelled,

    /// <summary>The same contents of the same class have another path or part.</summary>
    Moved,

    /// <summary>The path has other contents.</summary>
    Changed,
}
