print("unseal")
