namespace EdgeKd.Edge;

/// <summary>How well one class is recognised.</summary>
/// <param name="Name">The class.</param>
/// <param name="Count">Its images.</param>
/// <param name="Correct">Those of them whose first prediction is the class.</param>
public sealed record ClassRecall(string Name, int Count, int Correct)
{
    /// <summary>Correct / count, 0 to 1; null where the class has no image.</summary>
    public double? Recall => Count == 0 ? null : (double)Correct / Count;
}
