namespace EdgeKd.Pipeline.Recipes;

/// <summary>Rules of the keys that belong to some kinds of data alone.</summary>
internal static class ManifestChecks
{
    public static void Check(DataSection data, Action<bool, string, string> require)
    {
        (string Key, bool IsSet)[] ofManifests =
            [("roots", data.Roots.Count > 0), ("labels", data.Labels.Count > 0), ("classes", data.Classes.Count > 0), ("split", data.Split == "by group")];
        foreach (var (key, isSet) in ofManifests)
        {
            require(!isSet || data.Kind == "manifest", $"data.{key}",
                $"data.{key}{(key == "split" ? ": by group" : "")} belongs to kind manifest, and this is {data.Kind}; remove it, or list the images in a manifest");
        }
        require(data.Lock is null || data.Kind is "manifest" or "image-folder", "data.lock",
            $"data.lock names the files of images, and {data.Kind} has none of its own; remove it");
        require(data.ValidationFraction + data.TestFraction < 1, "data.testFraction",
            "data.validationFraction and data.testFraction leave nothing to train on; make one smaller");
        for (var i = 0; i < data.Roots.Count; i++)
            require(!string.IsNullOrWhiteSpace(data.Roots[i]), $"data.roots[{i}]", $"data.roots[{i}] is empty; name a folder");
        for (var i = 0; i < data.Classes.Count; i++)
        {
            require(!string.IsNullOrWhiteSpace(data.Classes[i]), $"data.classes[{i}]", $"data.classes[{i}] is empty; name a class");
            require(!data.Classes.Take(i).Contains(data.Classes[i]), $"data.classes[{i}]", $"data.classes names '{data.Classes[i]}' twice; remove one");
        }
    }
}
