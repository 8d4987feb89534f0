namespace EdgeKd.Release;

/// <summary>A column of a table.</summary>
/// <param name="Heading">Its heading.</param>
/// <param name="IsNumber">Whether its cells are numbers, which stand to the right.</param>
internal sealed record TableColumn(string Heading, bool IsNumber = true)
{
    /// <summary>A column of words.</summary>
    public static TableColumn Words(string heading) => new(heading, IsNumber: false);
}
