namespace EdgeKd.Pipeline.Store;

/// <summary>A stage whose outputs lie in the store, checked.</summary>
/// <param name="Folder">The folder of the outputs.</param>
/// <param name="Record">Its stage.json.</param>
/// <param name="Cached">True when the outputs were there already.</param>
public sealed record StoredStage(string Folder, StageRecord Record, bool Cached)
{
    /// <summary>Full path of an output.</summary>
    /// <param name="name">File name of the output.</param>
    /// <exception cref="InvalidDataException">The stage has no such output.</exception>
    public string PathOf(string name) => Path.Combine(Folder, Record.Output(name).Name);
}
