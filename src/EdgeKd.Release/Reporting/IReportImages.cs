namespace EdgeKd.Release;

/// <summary>Images that a report can show, by their place in the set.</summary>
public interface IReportImages
{
    /// <summary>Where an image came from, such as <c>test/cat/0001.jpg</c>.</summary>
    /// <param name="index">Its place.</param>
    string NameOf(int index);

    /// <summary>An image, small enough for a page.</summary>
    /// <param name="index">Its place.</param>
    Picture PictureOf(int index);
}
