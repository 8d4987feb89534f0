namespace EdgeKd.Data.Checking;

/// <summary>A class folder.</summary>
/// <param name="Part">The name of the part's folder; empty where there are no parts.</param>
/// <param name="Name">The class.</param>
internal sealed record CheckedClass(string Part, string Name)
{
    /// <summary>The folder, relative to the root.</summary>
    public string Folder => Part.Length == 0 ? Name : $"{Part}/{Name}";
}
