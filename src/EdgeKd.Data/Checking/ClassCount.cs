namespace EdgeKd.Data;

/// <summary>How many images a class has.</summary>
/// <param name="ClassName">The class.</param>
/// <param name="ImageCount">Its images that can be read.</param>
public sealed record ClassCount(string ClassName, int ImageCount);
